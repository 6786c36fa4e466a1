package dev.jensen.backend.function.java;

import dev.jensen.functions.Blob;
import dev.jensen.functions.FileMetadata;
import dev.jensen.functions.StorageWriter;
import dev.jensen.functions.StoredFile;
import dev.jensen.mapping.Id;
import dev.jensen.mapping.Values;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The stored files of a running function. A query sees it as less than it is, and the server
/// refuses what a query may not do all the same.
record HostStorage(Run run) implements StorageWriter {

  private static final String ID = "storageId";

  @Override
  public @Nullable String getUrl(Id<StoredFile> id) {
    return call("1.0/storageGetUrl", id) instanceof Value.Text(var url) ? url : null;
  }

  @Override
  public @Nullable FileMetadata getMetadata(Id<StoredFile> id) {
    var found = call("1.0/storageGetMetadata", id);
    return found instanceof Value.Null ? null : Values.as(found, FileMetadata.class);
  }

  @Override
  public String generateUploadUrl() {
    return Values.as(
        JsonFormat.ENCODED.read(run.call("1.0/storageGenerateUploadUrl", "{}")), String.class);
  }

  @Override
  public void delete(Id<StoredFile> id) {
    call("1.0/storageDelete", id);
  }

  private Value call(String operation, Id<StoredFile> id) {
    var members = Map.<String, Value>of(ID, new Value.Text(id.value()));
    return JsonFormat.ENCODED.read(run.call(operation, Run.json(members)));
  }

  @Override
  public Id<StoredFile> store(Blob content, @Nullable String sha256) {
    var given = run.reading(content.stream());
    return new Id<>(run.contents(files -> files.storeBlob(given, content.contentType(), sha256)));
  }

  @Override
  public @Nullable Blob get(Id<StoredFile> id) {
    var text = HostDatabase.text(id);
    var found = run.contents(files -> files.openBlob(text));
    return found == null ? null : new Blob(run.opened(found.content()), found.contentType());
  }
}
