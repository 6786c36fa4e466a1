package dev.jensen.backend.archive;

import dev.jensen.backend.file.FileStorage;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.transaction.DocumentWalk;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// Writes one export (`spec/values-and-data.md` §15.1).
final class ExportWriter {

  private static final int PROGRESS_EVERY = 50_000;

  private static final String README =
      """
      # Export

      Every table has a folder with its documents, one JSON object per line. `_tables` lists the
      tables and their numbers. Integers without a point are int64 values, all other numbers
      float64. `_storage` has the stored files, if they were asked for.
      `npx convex import` reads this file again.
      """;

  private final DocumentWalk walk;
  private final @Nullable FileStorage files;
  private final Consumer<String> progress;
  private long written;

  /// @param files null to leave stored files out
  /// @param progress told now and then how far it is
  ExportWriter(DocumentWalk walk, @Nullable FileStorage files, Consumer<String> progress) {
    this.walk = walk;
    this.files = files;
    this.progress = progress;
  }

  /// Writes the whole file.
  void write(Path file) throws IOException {
    var tables = walk.catalog().tables().stream().filter(table -> !table.isSystem()).toList();
    try (var zip =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
      entry(zip, "README.md");
      zip.write(README.getBytes(StandardCharsets.UTF_8));
      writeNames(zip, tables);
      for (var table : tables) {
        writeDocuments(zip, table);
        entry(zip, "%s/generated_schema.jsonl".formatted(table.name()));
        zip.write("\"uniform\"\n".getBytes(StandardCharsets.UTF_8));
      }
      if (files != null) {
        new ExportedFiles(walk, files, progress).write(zip);
      }
    }
  }

  static void entry(ZipOutputStream zip, String name) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
  }

  private static void writeNames(ZipOutputStream zip, List<Table> tables) throws IOException {
    entry(zip, "_tables/documents.jsonl");
    for (var table : tables) {
      line(
          zip,
          Value.Obj.of(
              Map.of("name", new Value.Text(table.name()), "id", new Value.Int64(table.number()))));
    }
  }

  private void writeDocuments(ZipOutputStream zip, Table table) throws IOException {
    entry(zip, "%s/documents.jsonl".formatted(table.name()));
    try {
      walk.each(
          table.name(),
          (document, _) -> {
            writeLine(zip, document.value());
            written++;
            if (written % PROGRESS_EVERY == 0) {
              progress.accept(
                  "Exported %,d documents, now in table %s".formatted(written, table.name()));
            }
            return true;
          });
    } catch (UncheckedIOException e) {
      throw new IOException(e);
    }
  }

  private static void writeLine(OutputStream out, Value.Obj document) {
    try {
      line(out, document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void line(OutputStream out, Value.Obj document) throws IOException {
    out.write(JsonFormat.EXPORT.write(document).getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }
}
