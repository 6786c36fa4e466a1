package dev.jensen.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;

/// What an application gets that takes the client: the values, Jackson's core to write them, and
/// annotations. What the client logs goes to [System.Logger], which is in `java.base`.
class DependenciesTest {

  private static final Path ROOT = Path.of(System.getProperty("repository.root"));

  /// Those that Maven passes on: neither for tests only, nor what the application has to bring.
  private static final String DEPENDENCIES =
      "/project/dependencies/dependency[not(scope='test') and not(scope='provided')]/artifactId";

  @Test
  void theModuleNeedsAndExportsNoMore() throws IOException {
    var client = descriptor("jensen-client");

    assertThat(requires(client))
        .containsExactlyInAnyOrder(
            "[MANDATED] java.base",
            "[TRANSITIVE, STATIC] org.jspecify",
            "[TRANSITIVE] dev.jensen.protocol",
            "[TRANSITIVE] java.net.http");
    assertThat(client.exports()).extracting(Object::toString).containsExactly("dev.jensen.client");
    assertThat(client.opens()).isEmpty();
    assertThat(client.uses()).isEmpty();
    assertThat(requires(descriptor("jensen-protocol")))
        .containsExactlyInAnyOrder(
            "[MANDATED] java.base",
            "[TRANSITIVE, STATIC] org.jspecify",
            "[TRANSITIVE] tools.jackson.core");
  }

  @Test
  void nothingElseIsDownloadedWithTheClient() throws Exception {
    assertThat(dependencies(ROOT)).containsExactly("jspecify");
    assertThat(dependencies(ROOT.resolve("jensen-client")))
        .containsExactly("jensen-protocol", "jackson-core");
    assertThat(dependencies(ROOT.resolve("jensen-protocol"))).containsExactly("jackson-core");
  }

  private static ModuleDescriptor descriptor(String module) throws IOException {
    var file = ROOT.resolve(module).resolve(Path.of("target", "classes", "module-info.class"));
    try (var in = Files.newInputStream(file)) {
      return ModuleDescriptor.read(in);
    }
  }

  private static List<String> requires(ModuleDescriptor module) {
    return module.requires().stream()
        .map(needed -> new TreeSet<>(needed.modifiers()) + " " + needed.name())
        .toList();
  }

  private static List<String> dependencies(Path folder) throws Exception {
    try (var in = Files.newInputStream(folder.resolve("pom.xml"))) {
      var pom = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
      var path = XPathFactory.newInstance().newXPath();
      var nodes = (NodeList) path.evaluate(DEPENDENCIES, pom, XPathConstants.NODESET);
      var names = new ArrayList<String>();
      for (int i = 0; i < nodes.getLength(); i++) {
        names.add(nodes.item(i).getTextContent().strip());
      }
      return names;
    }
  }
}
