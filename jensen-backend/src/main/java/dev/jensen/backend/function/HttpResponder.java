package dev.jensen.backend.function;

import java.io.IOException;
import java.util.List;

/// Takes the response to an [HttpCall] as the function produces it.
///
/// One thread at a time calls it.
public interface HttpResponder {

  /// Takes the head, once.
  ///
  /// @throws IOException if the caller is gone
  void begin(int status, List<HttpCall.Header> headers) throws IOException;

  /// Takes the next bytes of the body; returns when there is room for more.
  ///
  /// @throws IOException if the caller is gone
  void write(byte[] bytes, int count) throws IOException;
}
