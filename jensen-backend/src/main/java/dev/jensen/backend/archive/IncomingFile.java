package dev.jensen.backend.archive;

import dev.jensen.backend.model.StoredFile;
import dev.jensen.value.DocumentId;
import dev.jensen.value.Value;
import java.util.UUID;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/// One stored file in a file to import, checked as far as that goes without reading its content.
///
/// @param creationTime null if it brings none
/// @param url the UUID in its URL, null if it brings none
/// @param contentType null if it has none
/// @param sha256 what its content must have, in base64; null for anything
/// @param content where its content is
record IncomingFile(
    DocumentId id,
    @Nullable Double creationTime,
    @Nullable UUID url,
    @Nullable String contentType,
    @Nullable String sha256,
    ZipEntry content) {

  /// Reads one line of `_storage/documents.jsonl`.
  ///
  /// @throws InvalidImportException if it cannot be one
  static IncomingFile of(Value.Obj row, ImportFile file) {
    var id = TargetTables.id(row);
    if (id == null) {
      throw new InvalidImportException("A row of _storage has no _id");
    }
    if (!StoredFile.isFileId(id)) {
      throw TargetTables.conflict(StoredFile.TABLE, id.toString());
    }
    var content = file.content(id);
    if (content == null) {
      throw new InvalidImportException(
          "The content of the stored file %s is missing: there is no _storage/%s"
              .formatted(id, id));
    }
    return new IncomingFile(
        id,
        row.get("_creationTime") instanceof Value.Float64(var time) ? time : null,
        url(row, id),
        text(row, "contentType", id),
        text(row, "sha256", id),
        content);
  }

  private static @Nullable UUID url(Value.Obj row, DocumentId id) {
    var text = text(row, "internalId", id);
    try {
      return text == null ? null : UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidImportException(
          "The internalId '%s' of the stored file %s is no UUID".formatted(text, id));
    }
  }

  private static @Nullable String text(Value.Obj row, String field, DocumentId id) {
    return switch (row.get(field)) {
      case null -> null;
      case Value.Null _ -> null;
      case Value.Text(var text) -> text;
      case Value other ->
          throw new InvalidImportException(
              "The %s of the stored file %s must be a string, not %s"
                  .formatted(field, id, other.display()));
    };
  }
}
