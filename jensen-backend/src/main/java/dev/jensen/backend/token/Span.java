package dev.jensen.backend.token;

import java.time.Duration;
import java.time.Instant;

/// A stretch of time. A clock that is set back leaves it as one that goes on does: what was true
/// for an hour is then not true for two.
record Span(Instant begin, Instant end) {

  static final Span NEVER = new Span(Instant.MAX, Instant.MIN);

  static Span of(Instant begin, Duration length) {
    return new Span(begin, begin.plus(length));
  }

  boolean contains(Instant now) {
    return !now.isBefore(begin) && now.isBefore(end);
  }
}
