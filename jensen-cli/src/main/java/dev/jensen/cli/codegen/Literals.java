package dev.jensen.cli.codegen;

import com.palantir.javapoet.CodeBlock;

/// Texts as Java writes them.
final class Literals {

  private Literals() {}

  /// A literal in ASCII on one line, whatever `text` has in it.
  static CodeBlock text(String text) {
    var literal = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (each == '"' || each == '\\') {
        literal.append('\\').append(each);
      } else if (each >= ' ' && each <= '~') {
        literal.append(each);
      } else if (each < ' ') {
        // Unicode escapes are replaced before lines are told apart, these are not.
        literal.append("\\%03o".formatted((int) each));
      } else {
        literal.append("\\u%04x".formatted((int) each));
      }
    }
    return CodeBlock.of("$L", literal.append('"'));
  }
}
