package dev.jensen.backend.function;

import java.util.List;

/// What the backend does for one running function.
///
/// Called by the runtime from the thread that called [FunctionRuntime#run]. An exception thrown
/// here ends the execution at once; the function cannot catch it, except for a [SyscallException]
/// of [#documents] or [#contents].
public interface Syscalls {

  /// Answers a batch in order, one reply per call.
  ///
  /// A batch holds either one synchronous call (`1.0/db/normalizeId`, `1.0/getSnapshotTs`, …) or
  /// the asynchronous ones that the function had pending, in the order in which it made them. The
  /// runtime answers `1.0/queryStream` and `1.0/queryCleanup` itself and puts them, at their place
  /// in that order, into the next batch: streams are numbered from 0 in the order of the
  /// `1.0/queryStream` calls of one execution, those that fail included. When one fails, the
  /// runtime gives its failure to the calls that use the stream, whatever their own reply is.
  /// Streams that the function opens and never reads may not be heard of at all.
  ///
  /// @param nested runs functions that the running one calls, in what is left of its time; only
  ///   until this returns, and on this thread
  List<SyscallReply> perform(List<Syscall> batch, FunctionRuntime nested);

  /// The documents of the deployment, for a query or mutation in this process.
  default Documents documents() {
    throw new IllegalStateException("actions have no documents");
  }

  /// The contents of stored files, for a function in this process.
  default Contents contents() {
    throw new IllegalStateException("nothing stores files here");
  }

  /// What an HTTP action in this process answers.
  default HttpExchange exchange() {
    throw new IllegalStateException("only HTTP actions answer requests");
  }

  /// Hears of console lines of an action while it runs, and of the last ones when it has ended.
  default void logged(List<LogLine> lines) {}
}
