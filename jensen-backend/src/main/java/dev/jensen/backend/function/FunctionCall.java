package dev.jensen.backend.function;

import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import org.jspecify.annotations.Nullable;

/// A call from outside of a transaction.
///
/// @param path as the caller wrote it, such as `tasks:list`
/// @param arguments what the request's `args` held: an object, or an array of arguments
/// @param expected the type the endpoint runs, or null when any will do
/// @param at the snapshot to read at (queries only), or null for the newest
/// @param requestId shown in errors and logs
/// @param journal what the former run of the same query remembered, or null
///   (`spec/function-runtime.md` §5.1)
/// @param depth how many functions of the deployment wait for the call; such a call may be one of
///   an internal function
/// @param parentJob the scheduled function that this call is, or is part of, or null
/// @param origin where the request came from that the call is part of
public record FunctionCall(
    String path,
    Value arguments,
    @Nullable FunctionType expected,
    Identity identity,
    @Nullable Timestamp at,
    String requestId,
    @Nullable String journal,
    int depth,
    @Nullable ParentJob parentJob,
    RequestOrigin origin) {

  /// A call that no other one came before.
  public FunctionCall(
      String path,
      Value arguments,
      @Nullable FunctionType expected,
      Identity identity,
      @Nullable Timestamp at,
      String requestId) {
    this(path, arguments, expected, identity, at, requestId, null);
  }

  /// A call of a query that ran before.
  public FunctionCall(
      String path,
      Value arguments,
      @Nullable FunctionType expected,
      Identity identity,
      @Nullable Timestamp at,
      String requestId,
      @Nullable String journal) {
    this(
        path,
        arguments,
        expected,
        identity,
        at,
        requestId,
        journal,
        0,
        null,
        RequestOrigin.of(Caller.HTTP_API));
  }

  /// The same call, part of a request that came from there.
  public FunctionCall from(RequestOrigin newOrigin) {
    return new FunctionCall(
        path, arguments, expected, identity, at, requestId, journal, depth, parentJob, newOrigin);
  }

  /// The same call by somebody else.
  FunctionCall by(Identity other) {
    return new FunctionCall(
        path,
        arguments,
        expected,
        other,
        at,
        requestId,
        journal,
        depth,
        parentJob,
        origin.withToken(null));
  }

  /// Whether a function of the deployment calls.
  public boolean isFromFunction() {
    return depth > 0;
  }
}
