package dev.jensen.backend.function.java;

import dev.jensen.functions.Index;
import dev.jensen.functions.Table;
import dev.jensen.value.Value;
import org.jspecify.annotations.Nullable;

@Table(value = "tasks", indexes = @Index(name = "by_owner", fields = "owner"))
record Task(@Nullable String owner, Value data) {}
