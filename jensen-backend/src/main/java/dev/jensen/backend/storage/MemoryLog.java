package dev.jensen.backend.storage;

import java.util.List;
import java.util.TreeMap;

/// A log in memory.
final class MemoryLog implements Log {

  private final TreeMap<Long, LogEntry> entries = new TreeMap<>();

  @Override
  public synchronized LogHead head() {
    var last = entries.lastEntry();
    return last == null ? LogHead.EMPTY : new LogHead(last.getKey(), last.getValue().last());
  }

  @Override
  public synchronized AppendOutcome append(LogEntry entry) {
    var head = head();
    if (entry.position() != head.position() + 1) {
      return new AppendOutcome.Refused(head);
    }
    if (entry.first().compareTo(head.timestamp()) <= 0) {
      throw new IllegalArgumentException(entry.first() + " is not after " + head.timestamp());
    }
    entries.put(entry.position(), entry);
    return new AppendOutcome.Appended();
  }

  @Override
  public synchronized List<LogEntry> tail(long after, int limit) {
    return entries.tailMap(after, false).values().stream().limit(limit).toList();
  }

  @Override
  public synchronized void trim(long upTo) {
    entries.headMap(Math.min(upTo + 1, head().position()), false).clear();
  }
}
