package dev.jensen.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/// The versions that applications import are those of this build.
class BomTest {

  private static final Path ROOT = Path.of(System.getProperty("repository.root"));

  @Test
  void theBomHasEveryLibraryThatIsPublishedAtThisVersion() throws Exception {
    var root = pom(ROOT.resolve("pom.xml"));
    var bom = pom(ROOT.resolve("jensen-bom").resolve("pom.xml"));
    var published = new ArrayList<String>();
    for (var module : texts(root, "/project/modules/module")) {
      var pom = pom(ROOT.resolve(module).resolve("pom.xml"));
      if (texts(pom, "/project/properties/maven.javadoc.skip").contains("false")) {
        published.addAll(texts(pom, "/project/artifactId"));
      }
    }

    assertThat(published).contains("jensen-client");
    assertThat(texts(bom, "/project/dependencyManagement/dependencies/dependency/artifactId"))
        .containsExactlyInAnyOrderElementsOf(published);
    assertThat(texts(bom, "/project/version")).isEqualTo(texts(root, "/project/version"));
  }

  private static Document pom(Path file) throws Exception {
    try (var in = Files.newInputStream(file)) {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
    }
  }

  private static List<String> texts(Document pom, String path) throws Exception {
    var nodes =
        (NodeList)
            XPathFactory.newInstance().newXPath().evaluate(path, pom, XPathConstants.NODESET);
    var texts = new ArrayList<String>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent().strip());
    }
    return texts;
  }
}
