package dev.jensen.backend;

import dev.jensen.backend.file.BlobKey;
import dev.jensen.backend.file.BlobStore;
import dev.jensen.backend.storage.ContentSink;
import dev.jensen.backend.storage.ContentSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// The contents of stored files as backups see them, wherever they are kept.
record BackedUpFiles(BlobStore blobs) implements ContentSource, ContentSink {

  @Override
  public void giveTo(ContentSink sink) throws IOException {
    blobs.each(blob -> {
      try (var content = blobs.open(blob.key(), 0, blob.size())) {
        if (content != null) {
          sink.take(blob.key().text(), content);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  @Override
  public void take(String key, InputStream content) throws IOException {
    blobs.put(new BlobKey(key), content);
  }

  @Override
  public void close() {
    blobs.close();
  }
}
