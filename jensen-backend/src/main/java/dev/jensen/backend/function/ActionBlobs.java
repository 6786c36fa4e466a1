package dev.jensen.backend.function;

import dev.jensen.backend.function.web.ActionIo;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `storage.store` and `storage.get` of actions: contents go through the handles of their
/// [ActionIo], in pieces (`spec/function-runtime.md` §8.1).
final class ActionBlobs {

  private static final JsonMapper JSON = JsonMapper.shared();

  private ActionBlobs() {}

  /// Stores what the action writes under a handle, and returns the file's id as JSON.
  static String store(StorageCalls files, ActionIo io, String json) {
    var arguments = JSON.readTree(json);
    var content = io.written(arguments.get("handle").asLong());
    var id =
        files.storeBlob(content, optional(arguments, "contentType"), optional(arguments, "sha256"));
    return JSON.writeValueAsString(id);
  }

  /// Lets the action read a stored content under a handle; returns what it is, or `null`.
  static String open(StorageCalls files, ActionIo io, String json) {
    var arguments = JSON.readTree(json);
    var blob = files.openBlob(arguments.get("storageId").asString());
    if (blob == null) {
      return "null";
    }
    io.offer(arguments.get("handle").asLong(), blob.content());
    return JSON.createObjectNode().put("contentType", blob.contentType()).toString();
  }

  private static @Nullable String optional(JsonNode arguments, String name) {
    var value = arguments.get(name);
    return value == null || value.isNull() ? null : value.asString();
  }
}
