package dev.jensen.isolate;

import java.util.ArrayList;
import java.util.List;

/// Resolves import specifiers.
final class Specifiers {

  private Specifiers() {}

  /// The URL that `specifier` means in the module with the URL `importer`.
  ///
  /// A specifier that is not relative is returned as it is: nothing can be behind it.
  static String resolve(String specifier, String importer) {
    if (!specifier.startsWith("./") && !specifier.startsWith("../")) {
      return specifier;
    }
    int root = importer.indexOf('/') + 1;
    var segments = new ArrayList<>(List.of(importer.substring(root).split("/", -1)));
    segments.removeLast();
    for (String segment : specifier.split("/", -1)) {
      switch (segment) {
        case "." -> {}
        case ".." -> {
          if (!segments.isEmpty()) {
            segments.removeLast();
          }
        }
        default -> segments.add(segment);
      }
    }
    return importer.substring(0, root) + String.join("/", segments);
  }
}
