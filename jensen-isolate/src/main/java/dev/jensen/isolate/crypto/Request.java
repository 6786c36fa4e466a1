package dev.jensen.isolate.crypto;

import java.util.List;

/// One operation that the prelude asks for.
///
/// @param name family and operation, such as `aes:gcm-encrypt`
/// @param parameters names and numbers
/// @param data keys and data, in the order that the operation states
record Request(String name, List<String> parameters, List<byte[]> data) {

  static Request parse(String operation, List<byte[]> data) {
    List<String> words = List.of(operation.split(" "));
    return new Request(words.getFirst(), words.subList(1, words.size()), data);
  }

  String text(int index) {
    return parameters.get(index);
  }

  int number(int index) {
    return Integer.parseInt(parameters.get(index));
  }

  Hash hash(int index) {
    return Hash.named(parameters.get(index));
  }

  Curve curve(int index) {
    return Curve.named(parameters.get(index));
  }

  byte[] bytes(int index) {
    return data.get(index);
  }

  /// The prelude asked for something that is not there: our mistake.
  IllegalStateException unknown() {
    return new IllegalStateException("unknown operation: " + name);
  }
}
