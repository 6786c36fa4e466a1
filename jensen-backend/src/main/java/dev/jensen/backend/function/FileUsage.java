package dev.jensen.backend.function;

/// How much of stored files one mutation read and wrote itself, those that it called included
/// (`spec/function-runtime.md` §6.4).
///
/// Such contents pass through memory several times, as text, so they are for small files; large
/// ones go through upload URLs and actions.
final class FileUsage {

  /// Of files read, and of files written.
  static final int FILES_MAX = 1000;

  /// Of what is read in total, and of what is written.
  static final long BYTES_MAX = 8 << 20;

  private long filesRead;
  private long bytesRead;
  private long filesWritten;
  private long bytesWritten;

  /// Counts a file that is about to be read.
  ///
  /// @throws SyscallException if that is too much
  void read(long bytes) {
    check("read", filesRead + 1, bytesRead + bytes);
    filesRead++;
    bytesRead += bytes;
  }

  /// Counts a file that is about to be written.
  ///
  /// @throws SyscallException if that is too much
  void write(long bytes) {
    check("written", filesWritten + 1, bytesWritten + bytes);
    filesWritten++;
    bytesWritten += bytes;
  }

  private static void check(String done, long files, long bytes) {
    if (files > FILES_MAX) {
      throw new SyscallException(
          "Too many files %s in a single function execution (limit: %d)"
              .formatted(done, FILES_MAX));
    }
    if (bytes > BYTES_MAX) {
      throw new SyscallException(
          ("Too many bytes of files %s in a single function execution (limit: %d bytes). Use an"
                  + " action, an upload URL or the file's URL for large files.")
              .formatted(done, BYTES_MAX));
    }
  }

  long filesRead() {
    return filesRead;
  }

  long bytesRead() {
    return bytesRead;
  }

  long filesWritten() {
    return filesWritten;
  }

  long bytesWritten() {
    return bytesWritten;
  }
}
