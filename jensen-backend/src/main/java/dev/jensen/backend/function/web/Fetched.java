package dev.jensen.backend.function.web;

import java.io.InputStream;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A response whose body is still to be read.
///
/// @param body its decoded bytes, or null if it has none; whoever takes it closes it
record Fetched(
    int status,
    URI uri,
    boolean redirected,
    List<FetchRequest.Header> headers,
    @Nullable InputStream body) {

  Fetched {
    headers = List.copyOf(headers);
  }
}
