package dev.jensen.backend.function.java;

import dev.jensen.functions.Index;
import dev.jensen.functions.Table;
import java.util.Optional;

@Table(value = "messages", indexes = @Index(name = "by_channel", fields = "channel"))
record Message(String channel, String author, String body, Optional<Long> likes) {

  Message liked() {
    return new Message(channel, author, body, Optional.of(likes.orElse(0L) + 1));
  }
}
