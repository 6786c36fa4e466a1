package dev.jensen.backend.function.web;

import java.time.Duration;

/// What bounds the input and output of one action.
///
/// @param openMax how many fetches may be under way or have a response that is not read to its end
/// @param redirectsMax how many redirects one fetch follows
/// @param pieceBytes the most that one read of a body gives
/// @param uploadPieces how many written pieces of a body may wait to be sent
/// @param connectMax how long connecting may take
record Limits(
    int openMax, int redirectsMax, int pieceBytes, int uploadPieces, Duration connectMax) {

  /// `spec/function-runtime.md` §11.5 names the redirects.
  static final Limits DEFAULT = new Limits(1000, 20, 64 << 10, 4, Duration.ofSeconds(30));
}
