package dev.jensen.backend.function.node;

/// This machine has no Node.js that modules can run in.
final class NodeMissingException extends RuntimeException {

  NodeMissingException(String found) {
    super(
        ("Modules with \"use node\" need Node.js, but the server found %s in its PATH. Install"
                + " Node.js 20, 22 or 24 with npm (https://nodejs.org) where the server runs, or"
                + " remove the \"use node\" directive.")
            .formatted(found));
  }
}
