package example;

import dev.jensen.functions.Index;
import dev.jensen.functions.Table;
import dev.jensen.value.Value;
import java.util.Optional;

/// A document of the table `tasks`.
@Table(value = "tasks", indexes = @Index(name = "by_owner", fields = "owner"))
record Task(Optional<String> owner, Value data) {}
