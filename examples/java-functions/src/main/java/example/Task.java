package example;

import dev.jensen.functions.Index;
import dev.jensen.functions.Table;
import dev.jensen.mapping.Id;
import dev.jensen.value.Value;
import java.util.Optional;

/// A document of the table `tasks`.
@Table(value = "tasks", indexes = @Index(name = "by_owner", fields = "owner"))
record Task(Optional<Id<User>> owner, Value data) {}
