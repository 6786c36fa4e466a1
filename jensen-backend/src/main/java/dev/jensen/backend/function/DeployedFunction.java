package dev.jensen.backend.function;

import dev.jensen.backend.model.FunctionType;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Validator;
import dev.jensen.value.Value;
import org.jspecify.annotations.Nullable;

/// One function that is deployed, its validators parsed.
///
/// @param args null when arguments are not checked
/// @param returns null when results are not checked
record DeployedFunction(
    FunctionPath path,
    FunctionType type,
    boolean isPublic,
    @Nullable Validator args,
    @Nullable Validator returns) {

  /// What the function may know of itself, as JSON.
  String metadata() {
    var name = new Value.Text(path.stripped());
    return "{\"name\":%s,\"componentPath\":\"\"}".formatted(JsonFormat.ENCODED.write(name));
  }
}
