/// Commits in order: appended once, then read by indexes, conflict checks and subscriptions.
@NullMarked
package dev.jensen.backend.log;

import org.jspecify.annotations.NullMarked;
