package dev.jensen.backend.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/// Every warning and error that is logged until it is closed.
final class Complaints implements AutoCloseable {

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> events =
      new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            super.append(event);
          }
        }
      };

  Complaints() {
    events.start();
    root.addAppender(events);
  }

  List<String> all() {
    return events.list.stream()
        .map(event -> "%s: %s".formatted(event.getLoggerName(), event.getFormattedMessage()))
        .toList();
  }

  @Override
  public void close() {
    root.detachAppender(events);
  }
}
