package dev.jensen.backend.function.java;

import dev.jensen.functions.Index;
import dev.jensen.functions.Table;

@Table(value = "users", indexes = @Index(name = "by_token", fields = "tokenIdentifier"))
record User(String name, String tokenIdentifier) {}
