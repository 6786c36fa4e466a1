package dev.jensen.backend.function;

import java.util.List;

/// What the backend does for one running function.
///
/// Called by the runtime from the thread that called [FunctionRuntime#run]. An exception thrown
/// here ends the execution at once; the function cannot catch it.
public interface Syscalls {

  /// Answers a batch in order, one reply per call.
  List<SyscallReply> perform(List<Syscall> batch);
}
