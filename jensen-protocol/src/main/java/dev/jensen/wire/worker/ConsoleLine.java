package dev.jensen.wire.worker;

import java.util.List;

/// One console line of a function.
///
/// @param level `DEBUG`, `INFO`, `LOG`, `WARN` or `ERROR`
/// @param messages the rendered arguments
public record ConsoleLine(String level, List<String> messages, long timeMillis, boolean truncated) {

  public ConsoleLine {
    messages = List.copyOf(messages);
  }
}
