package dev.jensen.backend.http;

import java.io.IOException;
import java.io.OutputStream;

/// Writes a backup of everything, consistent at one commit. A deployment in memory has none.
@FunctionalInterface
public interface BackupSource {

  /// Writes it to `out`, which stays open.
  void write(OutputStream out) throws IOException;
}
