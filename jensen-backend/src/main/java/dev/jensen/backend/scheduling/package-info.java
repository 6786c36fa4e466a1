/// Runs functions when their time has come: scheduled ones and cron jobs. Open
/// [dev.jensen.backend.scheduling.Scheduler] first.
@NullMarked
package dev.jensen.backend.scheduling;

import org.jspecify.annotations.NullMarked;
