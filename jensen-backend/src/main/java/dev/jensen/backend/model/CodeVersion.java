package dev.jensen.backend.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A hash over everything that decides how modules behave. Equal code has an equal version on every
/// node and after every restart, so workers can keep what they prepared.
final class CodeVersion {

  private final MessageDigest digest = sha256();

  private CodeVersion() {}

  static String of(
      List<Module> modules, Map<String, String> environment, ImportPhase phase, NodeSetup node) {
    var version = new CodeVersion();
    version.add(Integer.toString(modules.size()));
    modules.stream()
        .sorted(Comparator.comparing(Module::path))
        .forEach(
            module -> version.add(module.path(), module.environment().name(), module.sha256()));
    new TreeMap<>(environment).forEach((name, value) -> version.add(name, value));
    version.add(phase.now().toString(), Long.toString(phase.seed()));
    version.add(node.version() == null ? "" : node.version());
    node.dependencies().stream()
        .sorted(Comparator.comparing(NodeSetup.Dependency::name))
        .forEach(dependency -> version.add(dependency.name(), dependency.version()));
    return HexFormat.of().formatHex(version.digest.digest());
  }

  private void add(String... texts) {
    for (var text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
      digest.update(bytes);
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
