package dev.jensen.backend.archive;

import dev.jensen.backend.model.ImportRequest;
import dev.jensen.backend.model.StoredFile;
import dev.jensen.value.DocumentId;
import dev.jensen.value.Identifier;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Validator;
import dev.jensen.value.Value;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// A file to import, as tables (`spec/values-and-data.md` §15). Its documents are read anew each
/// time and never all at once.
final class ImportFile implements AutoCloseable {

  private static final int ARRAY_BYTES_MAX = 16 << 20;
  private static final Pattern DOCUMENTS = Pattern.compile("(.*/)?([^/]+)/documents\\.jsonl");
  private static final Pattern CONTENT = Pattern.compile("(?:.*/)?_storage/([^/.]+)(?:\\.[^/]*)?");
  private static final Set<String> NO_CONTENTS = Set.of("documents", "generated_schema");
  private static final String UNIFORM = "\"uniform\"";

  private final Path file;
  private final ImportRequest request;
  private final @Nullable ZipFile zip;
  private final Map<String, Long> numbers = new HashMap<>();
  private final List<TableFile> tables = new ArrayList<>();
  private final Map<String, ZipEntry> contents = new HashMap<>();
  private @Nullable ZipEntry fileRows;

  /// One table of the file.
  ///
  /// @param number that the file gives it, or null if it gives none
  record TableFile(String name, @Nullable Long number, @Nullable ZipEntry entry) {}

  private ImportFile(Path file, ImportRequest request, @Nullable ZipFile zip) {
    this.file = file;
    this.request = request;
    this.zip = zip;
  }

  /// @throws InvalidImportException if it is no such file
  static ImportFile open(Path file, ImportRequest request) throws IOException {
    if (request.format() != ImportRequest.Format.ZIP) {
      var single = new ImportFile(file, request, null);
      single.addTable(Objects.requireNonNull(request.table()), null);
      return single;
    }
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (ZipException e) {
      throw new InvalidImportException("Not a ZIP file: %s".formatted(e.getMessage()));
    }
    var opened = new ImportFile(file, request, zip);
    try {
      opened.readEntries(zip);
      return opened;
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private void readEntries(ZipFile zip) throws IOException {
    var entries = zip.stream().toList();
    for (var entry : entries) {
      var match = DOCUMENTS.matcher(entry.getName());
      if (match.matches() && match.group(2).equals("_tables")) {
        readNumbers(zip, entry);
      }
    }
    for (var entry : entries) {
      refuseUnsupported(entry);
      var match = DOCUMENTS.matcher(entry.getName());
      if (match.matches() && !match.group(2).startsWith("_")) {
        addTable(match.group(2), entry);
      }
      addContent(entry);
    }
  }

  /// What would be lost silently is refused.
  private static void refuseUnsupported(ZipEntry entry) {
    var path = "/%s".formatted(entry.getName());
    if (path.contains("/_components/")) {
      throw new InvalidImportException(
          "The file holds data of components, which this server does not run yet. Export without"
              + " them, or import one table at a time with --table.");
    }
  }

  private void addContent(ZipEntry entry) {
    var documents = DOCUMENTS.matcher(entry.getName());
    var content = CONTENT.matcher(entry.getName());
    if (documents.matches() && documents.group(2).equals(StoredFile.TABLE)) {
      fileRows = entry;
    } else if (content.matches() && !NO_CONTENTS.contains(content.group(1))) {
      contents.put(content.group(1), entry);
    }
  }

  private void readNumbers(ZipFile zip, ZipEntry entry) throws IOException {
    try (var rows = new JsonRows(zip.getInputStream(entry), JsonFormat.EXPORT)) {
      for (var row = rows.next(); row != null; row = rows.next()) {
        if (row.get("name") instanceof Value.Text(var name)) {
          switch (row.get("id")) {
            case Value.Int64(var number) -> numbers.put(name, number);
            case Value.Float64(var number) -> numbers.put(name, (long) number);
            case null, default ->
                throw new InvalidImportException(
                    "_tables gives no number for table %s".formatted(name));
          }
        }
      }
    }
  }

  private void addTable(String name, @Nullable ZipEntry entry) {
    if (name.startsWith("_")) {
      throw new InvalidImportException(
          "Invalid table name %s starts with metadata prefix '_'".formatted(name));
    }
    try {
      Identifier.check(name);
    } catch (InvalidValueException e) {
      throw new InvalidImportException("Invalid table name %s: %s".formatted(name, e.getMessage()));
    }
    if (tables.stream().anyMatch(table -> table.name().equals(name))) {
      throw new InvalidImportException("Table %s is in the file twice".formatted(name));
    }
    tables.add(new TableFile(name, numbers.get(name), entry));
  }

  List<TableFile> tables() {
    return List.copyOf(tables);
  }

  /// What the file says of each stored file, or null if it has none.
  @Nullable Rows files() throws IOException {
    if (fileRows == null && contents.isEmpty()) {
      return null;
    }
    var in = fileRows == null ? InputStream.nullInputStream() : open(fileRows);
    return new JsonRows(in, JsonFormat.EXPORT);
  }

  /// How many contents of stored files there are.
  int contents() {
    return contents.size();
  }

  /// The content of the stored file of this id, or null.
  @Nullable ZipEntry content(DocumentId id) {
    return contents.get(id.toString());
  }

  InputStream open(ZipEntry entry) throws IOException {
    return Objects.requireNonNull(zip).getInputStream(entry);
  }

  /// The documents of `table`, from the first on.
  ///
  /// @param validator of its documents, or null
  Rows rows(TableFile table, @Nullable Validator validator) throws IOException {
    return switch (request.format()) {
      case ZIP -> zipRows(Objects.requireNonNull(zip), Objects.requireNonNull(table.entry()));
      case CSV -> new CsvRows(plain(), validator);
      case JSON_LINES -> new JsonRows(plain(), JsonFormat.CLEAN);
      case JSON_ARRAY -> {
        long bytes = Files.size(file);
        if (bytes > ARRAY_BYTES_MAX) {
          throw new InvalidImportException(
              ("Import is too large for JSON (%d bytes > maximum 16 MiB). Consider converting data"
                      + " to JSONLines")
                  .formatted(bytes));
        }
        yield new JsonArrayRows(plain());
      }
    };
  }

  private InputStream plain() throws IOException {
    var in = new BufferedInputStream(Files.newInputStream(file));
    in.mark(3);
    if (in.read() == 0xef && in.read() == 0xbb && in.read() == 0xbf) {
      in.close();
      throw new InvalidImportException(
          "UTF-8 BOM is not supported. Please save your file without BOM.");
    }
    in.reset();
    return in;
  }

  private static Rows zipRows(ZipFile zip, ZipEntry documents) throws IOException {
    var name = documents.getName();
    var schema =
        zip.getEntry(
            "%sgenerated_schema.jsonl".formatted(name.substring(0, name.lastIndexOf('/') + 1)));
    return new JsonRows(
        zip.getInputStream(documents),
        schema != null && isUniform(zip, schema) ? JsonFormat.EXPORT : JsonFormat.CLEAN);
  }

  private static boolean isUniform(ZipFile zip, ZipEntry schema) throws IOException {
    try (var in = zip.getInputStream(schema)) {
      return new String(in.readNBytes(UNIFORM.length() + 1), StandardCharsets.UTF_8)
          .strip()
          .equals(UNIFORM);
    }
  }

  @Override
  public void close() throws IOException {
    if (zip != null) {
      zip.close();
    }
  }
}
