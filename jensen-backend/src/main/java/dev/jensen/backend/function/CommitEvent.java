package dev.jensen.backend.function;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// Tells a flight recording how long a mutation took to commit or to be refused.
@Name("dev.jensen.Commit")
@Label("Commit")
@Category("Jensen")
@StackTrace(false)
final class CommitEvent extends Event {}
