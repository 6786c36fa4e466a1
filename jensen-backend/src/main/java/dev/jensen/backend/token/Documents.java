package dev.jensen.backend.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.jensen.backend.token.LookupException.Failure;
import dev.jensen.backend.token.SiteFetcher.Answer;
import dev.jensen.backend.world.World;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Documents of one kind by their addresses, remembered for as long as their issuers say, within
/// bounds (`spec/auth.md` §20.6).
///
/// One thread at a time looks up an address; the others wait for what it gets. While an issuer is
/// down, what it said before is used, up to an age.
///
/// Thread-safe.
final class Documents<T> {

  private static final Pattern MAX_AGE = Pattern.compile("(?:^|[\\s,])max-age=\"?(\\d{1,9})");

  private final World world;
  private final Fetcher fetcher;
  private final Function<Answer, @Nullable String> typeCheck;
  private final Function<String, T> reader;
  private final Cache<Address, Entry<T>> entries =
      Caffeine.newBuilder().maximumSize(Limits.DOCUMENTS).executor(Runnable::run).build();

  /// Where a document is.
  ///
  /// @param generation of what is deployed, if the deployment itself publishes the document, or 0:
  ///   a push or a new variable may change it at once
  record Address(URI url, long generation) {}

  /// A document.
  ///
  /// @param fresh begins when it was got, and ends when somebody must ask again
  record Fetched<T>(T value, Span fresh) {}

  private static final class Entry<T> {

    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Fetched<T> document;
    private volatile @Nullable LookupException failure;
    private volatile Span failed = Span.NEVER;
    private Span forced = Span.NEVER;
  }

  /// @param typeCheck tells what is wrong with the type of an answer, or null
  /// @param reader throws [UnusableDocumentException]
  Documents(
      World world,
      Fetcher fetcher,
      Function<Answer, @Nullable String> typeCheck,
      Function<String, T> reader) {
    this.world = world;
    this.fetcher = fetcher;
    this.typeCheck = typeCheck;
    this.reader = reader;
  }

  /// Where a document is while `generation` is deployed.
  Address address(URI url, long generation) {
    return new Address(url, fetcher.isOwn(url) ? generation : 0);
  }

  /// The document at `address`.
  ///
  /// @throws LookupException if it cannot be had, and no copy is young enough
  Fetched<T> get(Address address) {
    var entry = entries.get(address, _ -> new Entry<>());
    var known = known(entry);
    if (known != null) {
      return known;
    }
    // While an issuer is known to be down, only one caller at a time waits to see it again.
    if (entry.failure == null || stale(entry) == null) {
      entry.lock.lock();
    } else if (!entry.lock.tryLock()) {
      return orThrow(entry);
    }
    try {
      known = known(entry);
      return known == null ? lookUp(entry, address.url()) : known;
    } finally {
      entry.lock.unlock();
    }
  }

  /// A newer document than `former`, or `former` if there is none: asked for when a key is missing,
  /// but not often, for anybody can make up a key.
  Fetched<T> newer(Address address, Fetched<T> former) {
    var entry = entries.get(address, _ -> new Entry<>());
    entry.lock.lock();
    try {
      var document = entry.document;
      if (document != null && !document.equals(former)) {
        return document;
      }
      var now = world.now();
      if (entry.forced.contains(now)) {
        return former;
      }
      entry.forced = Span.of(now, Limits.FORCED);
      return lookUp(entry, address.url());
    } catch (LookupException _) {
      // The token is judged by the keys that are known.
      return former;
    } finally {
      entry.lock.unlock();
    }
  }

  /// What can be answered without a look-up, or null.
  private @Nullable Fetched<T> known(Entry<T> entry) {
    var now = world.now();
    var document = entry.document;
    if (document != null && document.fresh().contains(now)) {
      return document;
    }
    return entry.failed.contains(now) ? orThrow(entry) : null;
  }

  private @Nullable Fetched<T> stale(Entry<T> entry) {
    var document = entry.document;
    var failure = entry.failure;
    boolean isUsable =
        document != null
            && (failure == null || failure.isOutage())
            && Span.of(document.fresh().begin(), Limits.STALE_MAX).contains(world.now());
    return isUsable ? document : null;
  }

  private Fetched<T> orThrow(Entry<T> entry) {
    var stale = stale(entry);
    var failure = entry.failure;
    if (stale != null) {
      return stale;
    }
    throw failure != null
        ? failure
        : new IllegalStateException("neither a document nor the reason why there is none");
  }

  private Fetched<T> lookUp(Entry<T> entry, URI url) {
    try {
      var answer = fetcher.get(url);
      var value = read(url, answer);
      var now = world.now();
      var document = new Fetched<>(value, Span.of(now, freshness(answer)));
      entry.document = document;
      entry.failure = null;
      entry.failed = Span.NEVER;
      return document;
    } catch (LookupException e) {
      entry.failure = e;
      entry.failed = Span.of(world.now(), Limits.FAILED);
      return orThrow(entry);
    }
  }

  private T read(URI url, Answer answer) {
    var shown = Printable.of(url.toString());
    if (answer.status() != 200) {
      throw new LookupException(
          new Failure.Status(answer.status()),
          "%s answered with status %d".formatted(shown, answer.status()));
    }
    var wrongType = typeCheck.apply(answer);
    if (wrongType != null) {
      throw new LookupException(
          new Failure.MediaType(),
          "%s answered with status 200 and %s".formatted(shown, wrongType));
    }
    try {
      return reader.apply(answer.body());
    } catch (UnusableDocumentException e) {
      throw new LookupException(
          new Failure.Unusable(), "the answer of %s: %s".formatted(shown, e.getMessage()));
    }
  }

  private static Duration freshness(Answer answer) {
    var control = answer.header("cache-control");
    if (control == null) {
      return Limits.FRESH_DEFAULT;
    }
    var text = control.toLowerCase(Locale.ROOT);
    if (text.contains("no-store") || text.contains("no-cache")) {
      return Limits.FRESH_MIN;
    }
    var age = MAX_AGE.matcher(text);
    if (!age.find()) {
      return Limits.FRESH_DEFAULT;
    }
    long seconds = Long.parseLong(age.group(1));
    return Duration.ofSeconds(
        Math.clamp(seconds, Limits.FRESH_MIN.toSeconds(), Limits.FRESH_MAX.toSeconds()));
  }
}
