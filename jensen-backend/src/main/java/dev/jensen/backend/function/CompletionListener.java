package dev.jensen.backend.function;

/// Is told of every finished call from outside, failed ones included; system functions excepted.
///
/// Called on the thread of the call, after its outcome is certain, so it must be quick.
@FunctionalInterface
public interface CompletionListener {

  /// An execution ended.
  void completed(Completion completion);

  /// An action that runs on has written to its console. Who only counts ends need not listen.
  default void progressed(Progress progress) {}

  /// A service token is used. Who only counts ends need not listen.
  default void served(ServiceUse use) {}
}
