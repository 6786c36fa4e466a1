package dev.jensen.backend.function;

/// Is told of every finished call from outside, failed ones included; system functions excepted.
///
/// Called on the thread of the call, after its outcome is certain, so it must be quick.
@FunctionalInterface
public interface CompletionListener {

  /// An execution ended.
  void completed(Completion completion);
}
