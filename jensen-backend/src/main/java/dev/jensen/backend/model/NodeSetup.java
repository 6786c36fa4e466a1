package dev.jensen.backend.model;

import dev.jensen.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a deployment needs of Node.js.
///
/// @param version the wanted major version, such as `22`, or null if any will do
/// @param dependencies npm packages that modules import by name, beside those bundled into them
public record NodeSetup(@Nullable String version, List<Dependency> dependencies) {

  /// Nothing in particular.
  public static final NodeSetup NONE = new NodeSetup(null, List.of());

  /// One npm package.
  ///
  /// @param version the exact one
  public record Dependency(String name, String version) {}

  public NodeSetup {
    dependencies = List.copyOf(dependencies);
  }

  /// A name for these dependencies in these versions, or null if there are none.
  public @Nullable String dependenciesId() {
    if (dependencies.isEmpty()) {
      return null;
    }
    var digest = CodeVersion.sha256();
    dependencies.stream()
        .map(each -> "%s@%s\n".formatted(each.name(), each.version()))
        .sorted()
        .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(digest.digest());
  }

  Value.Array stored() {
    var items = new ArrayList<Value>();
    for (var dependency : dependencies) {
      var fields = new LinkedHashMap<String, Value>();
      fields.put("name", new Value.Text(dependency.name()));
      fields.put("version", new Value.Text(dependency.version()));
      items.add(new Value.Obj(fields));
    }
    return new Value.Array(items);
  }

  /// Reads what [#stored] gave; a deployment of before has nothing.
  static List<Dependency> dependencies(@Nullable Value stored) {
    if (!(stored instanceof Value.Array(var items))) {
      return List.of();
    }
    return items.stream().map(item -> dependency(((Value.Obj) item).fields())).toList();
  }

  private static Dependency dependency(Map<String, Value> fields) {
    if (fields.get("name") instanceof Value.Text(var name)
        && fields.get("version") instanceof Value.Text(var version)) {
      return new Dependency(name, version);
    }
    throw new IllegalStateException("a stored dependency has no name and version");
  }
}
