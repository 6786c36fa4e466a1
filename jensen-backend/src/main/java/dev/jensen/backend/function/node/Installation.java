package dev.jensen.backend.function.node;

import java.nio.file.Path;

/// One Node.js on this machine.
///
/// @param node the command
/// @param major its version, such as 22
record Installation(Path node, int major) {}
