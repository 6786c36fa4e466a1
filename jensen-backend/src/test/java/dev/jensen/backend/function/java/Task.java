package dev.jensen.backend.function.java;

import dev.jensen.functions.Index;
import dev.jensen.functions.Table;
import dev.jensen.mapping.Id;
import dev.jensen.value.Value;
import org.jspecify.annotations.Nullable;

@Table(value = "tasks", indexes = @Index(name = "by_owner", fields = "owner"))
record Task(@Nullable Id<User> owner, Value data) {}
