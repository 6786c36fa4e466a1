package dev.jensen.backend.archive;

import dev.jensen.backend.file.FileStorage;
import dev.jensen.backend.model.StoredFile;
import dev.jensen.backend.transaction.DocumentWalk;
import dev.jensen.value.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// Writes the stored files of one export: first what is known of each, then their contents
/// (`spec/values-and-data.md` §15.1).
///
/// The walk holds its snapshot, so the contents of its files stay.
final class ExportedFiles {

  /// Only for the eye: imports find contents by their ids.
  private static final Map<String, String> EXTENSIONS =
      Map.ofEntries(
          Map.entry("application/gzip", ".gz"),
          Map.entry("application/json", ".json"),
          Map.entry("application/octet-stream", ".bin"),
          Map.entry("application/pdf", ".pdf"),
          Map.entry("application/xml", ".xml"),
          Map.entry("application/zip", ".zip"),
          Map.entry("audio/mpeg", ".mp3"),
          Map.entry("audio/wav", ".wav"),
          Map.entry("image/avif", ".avif"),
          Map.entry("image/gif", ".gif"),
          Map.entry("image/jpeg", ".jpeg"),
          Map.entry("image/png", ".png"),
          Map.entry("image/svg+xml", ".svg"),
          Map.entry("image/webp", ".webp"),
          Map.entry("text/css", ".css"),
          Map.entry("text/csv", ".csv"),
          Map.entry("text/html", ".html"),
          Map.entry("text/javascript", ".js"),
          Map.entry("text/markdown", ".md"),
          Map.entry("text/plain", ".txt"),
          Map.entry("video/mp4", ".mp4"),
          Map.entry("video/webm", ".webm"));

  private static final int PROGRESS_EVERY = 1000;

  private final DocumentWalk walk;
  private final FileStorage files;
  private final Consumer<String> progress;
  private long written;

  ExportedFiles(DocumentWalk walk, FileStorage files, Consumer<String> progress) {
    this.walk = walk;
    this.files = files;
    this.progress = progress;
  }

  void write(ZipOutputStream zip) throws IOException {
    ExportWriter.entry(zip, "_storage/documents.jsonl");
    each((file, creationTime) -> ExportWriter.line(zip, row(file, creationTime)));
    each((file, _) -> writeContent(zip, file));
  }

  private interface Visitor {
    void visit(StoredFile file, Value creationTime) throws IOException;
  }

  private void each(Visitor visitor) throws IOException {
    try {
      walk.each(
          StoredFile.TABLE,
          (document, _) -> {
            var file =
                walk.<@Nullable StoredFile>read(
                    transaction -> StoredFile.find(transaction, document.id()));
            var creationTime = document.value().get("_creationTime");
            if (file == null || creationTime == null) {
              throw new IllegalStateException("half of a file: %s".formatted(document.id()));
            }
            visit(visitor, file, creationTime);
            return true;
          });
    } catch (UncheckedIOException e) {
      throw new IOException(e);
    }
  }

  private static void visit(Visitor visitor, StoredFile file, Value creationTime) {
    try {
      visitor.visit(file, creationTime);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Value.Obj row(StoredFile file, Value creationTime) {
    var type = file.contentType();
    var fields = new HashMap<String, Value>();
    fields.put("_id", new Value.Text(file.id().toString()));
    fields.put("_creationTime", creationTime);
    fields.put("sha256", new Value.Text(file.sha256()));
    fields.put("size", new Value.Int64(file.size()));
    fields.put("contentType", type == null ? new Value.Null() : new Value.Text(type));
    fields.put("internalId", new Value.Text(file.url().toString()));
    return Value.Obj.of(fields);
  }

  private void writeContent(ZipOutputStream zip, StoredFile file) throws IOException {
    ExportWriter.entry(zip, "_storage/%s%s".formatted(file.id(), extension(file.contentType())));
    try (var content = files.open(file)) {
      content.transferTo(zip);
    }
    written++;
    if (written % PROGRESS_EVERY == 0) {
      progress.accept("Exported %,d stored files".formatted(written));
    }
  }

  private static String extension(@Nullable String contentType) {
    var type = contentType == null ? "" : contentType.split(";", 2)[0].strip();
    return EXTENSIONS.getOrDefault(type.toLowerCase(Locale.ROOT), "");
  }
}
