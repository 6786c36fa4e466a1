/// What the runtimes that run functions in other processes share. Open [ActionAnswers] first.
@NullMarked
package dev.jensen.backend.function.worker;

import org.jspecify.annotations.NullMarked;
