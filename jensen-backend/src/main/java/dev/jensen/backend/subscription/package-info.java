/// Which results a commit makes stale. Open [dev.jensen.backend.subscription.Subscriptions] first.
@NullMarked
package dev.jensen.backend.subscription;

import org.jspecify.annotations.NullMarked;
