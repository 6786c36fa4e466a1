package dev.jensen.backend.function.node;

import dev.jensen.backend.function.worker.StackTraces;
import dev.jensen.backend.model.Code;
import java.nio.file.Path;

/// One code version as `node` processes run it.
///
/// @param directory where its modules are, with a `node_modules` if they need packages
record NodeCode(Code code, Installation node, Path directory, StackTraces stackTraces) {

  String version() {
    return code.version();
  }
}
