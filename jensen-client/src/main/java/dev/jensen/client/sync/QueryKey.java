package dev.jensen.client.sync;

import dev.jensen.client.wire.ClientMessage;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.Value;

/// A query and its arguments: what subscribers share.
///
/// @param path with the function named, and no `.js`
public record QueryKey(String path, Value.Obj arguments) {

  /// Takes what can be asked for.
  ///
  /// @throws InvalidValueException if no message can carry it
  public QueryKey {
    ClientMessage.requireSendable(path, arguments);
  }

  /// The key for a path as an application writes it.
  public static QueryKey of(String path, Value.Obj arguments) {
    return new QueryKey(canonical(path), arguments);
  }

  /// `module` is `module:default`, and `module.js:name` is `module:name`.
  static String canonical(String path) {
    int colon = path.lastIndexOf(':');
    String module = colon < 0 ? path : path.substring(0, colon);
    String name = colon < 0 ? "default" : path.substring(colon + 1);
    String bare = module.endsWith(".js") ? module.substring(0, module.length() - 3) : module;
    return bare + ':' + name;
  }
}
