/// The network and the clock for running actions: `fetch`, bodies that travel in pieces, timers.
/// [ActionIo] is where a running action's operations arrive.
@NullMarked
package dev.jensen.backend.function.web;

import org.jspecify.annotations.NullMarked;
