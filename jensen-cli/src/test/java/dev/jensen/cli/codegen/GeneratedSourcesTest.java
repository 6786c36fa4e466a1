package dev.jensen.cli.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedSourcesTest {

  private static final Path TASKS = Path.of("com/acme/Tasks.java");
  private static final Path USERS = Path.of("com/acme/Users.java");

  @TempDir private Path root;

  private GeneratedSources sources;

  @BeforeEach
  void create() throws IOException {
    sources = new GeneratedSources(root, "com.acme");
    sources.replace(Map.of(TASKS, text("tasks"), USERS, text("users")));
  }

  private static String text(String content) {
    return "%s%n%s".formatted(JavaApi.HEADER, content);
  }

  @Test
  void whatIsGoneIsRemovedAndOthersStay() throws IOException {
    Files.writeString(root.resolve("com/acme/Own.java"), "class Own {}");
    Files.writeString(root.resolve("Elsewhere.java"), text("another package"));

    var changes = sources.replace(Map.of(TASKS, text("new")));

    assertThat(changes).isEqualTo(new GeneratedSources.Changes(1, 1));
    assertThat(root.resolve(TASKS)).hasContent(text("new"));
    assertThat(root.resolve(USERS)).doesNotExist();
    assertThat(root.resolve("com/acme/Own.java")).exists();
    assertThat(root.resolve("Elsewhere.java")).exists();
  }

  @Test
  void whatIsTheSameIsNotTouched() throws IOException {
    var before = FileTime.fromMillis(0);
    Files.setLastModifiedTime(root.resolve(TASKS), before);

    var changes = sources.replace(Map.of(TASKS, text("tasks"), USERS, text("users")));

    assertThat(changes).isEqualTo(new GeneratedSources.Changes(0, 0));
    assertThat(Files.getLastModifiedTime(root.resolve(TASKS))).isEqualTo(before);
  }

  @Test
  void whatPeopleWroteIsNotOverwritten() throws IOException {
    Files.writeString(root.resolve(USERS), "class Users {}");

    assertThatThrownBy(() -> sources.replace(Map.of(USERS, text("generated"))))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("Users.java");
    assertThat(root.resolve(USERS)).hasContent("class Users {}");
    assertThat(root.resolve(TASKS)).exists();
  }
}
