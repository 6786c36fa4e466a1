package dev.jensen.backend.token;

import dev.jensen.backend.token.SiteFetcher.Answer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which types the documents of issuers may have (`spec/auth.md` §4 and §5.1).
final class Media {

  private static final Set<String> KEY_SETS =
      Set.of("application/json", "application/jwk-set+json");
  private static final Pattern CHARSET = Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]*)");

  private Media() {}

  static @Nullable String ofDiscovery(Answer answer) {
    return wrong(answer, Set.of("application/json"));
  }

  static @Nullable String ofOidcKeys(Answer answer) {
    return wrong(answer, KEY_SETS);
  }

  static @Nullable String ofCustomKeys(Answer answer) {
    var type = answer.header("content-type");
    if (type == null) {
      return "no type";
    }
    var charset = CHARSET.matcher(type.toLowerCase(Locale.ROOT));
    return charset.find() && !charset.group(1).equals("utf-8")
        ? "another charset than utf-8"
        : wrong(answer, KEY_SETS);
  }

  private static @Nullable String wrong(Answer answer, Set<String> allowed) {
    var type = answer.header("content-type");
    var media = type == null ? null : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return media == null || allowed.contains(media)
        ? null
        : "the type %s".formatted(Printable.of(media));
  }
}
