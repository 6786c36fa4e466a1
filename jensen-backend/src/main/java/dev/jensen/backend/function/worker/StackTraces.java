package dev.jensen.backend.function.worker;

import dev.jensen.backend.model.Module;
import dev.jensen.wire.worker.Thrown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns stack lines of bundled code into lines of the developer's files
/// (`spec/function-runtime.md` §10.5).
///
/// Thread-safe; each module's map is decoded when it is first needed.
public final class StackTraces {

  private static final Pattern FRAME =
      Pattern.compile("    at (?:(.*) \\(|async )?convex:/(.+):(\\d+):(\\d+)\\)?");
  private static final int MESSAGE_CHARACTERS_MAX = 64 << 10;

  private final Map<String, Module> modules = new HashMap<>();
  private final Map<String, Optional<SourceMap>> maps = new ConcurrentHashMap<>();

  public StackTraces(List<Module> modules) {
    modules.forEach(module -> this.modules.put(module.path(), module));
  }

  /// The message and one line per frame, each ended by a newline.
  public String describe(Thrown thrown) {
    var text = new StringBuilder(thrown.message()).append('\n');
    for (Frame frame : trimmed(frames(thrown.stack()))) {
      text.append(frame.text()).append('\n');
    }
    return text.length() <= MESSAGE_CHARACTERS_MAX
        ? text.toString()
        : text.substring(0, MESSAGE_CHARACTERS_MAX);
  }

  /// Where the code at a place of a bundled module came from, or null if its map does not tell.
  public SourceMap.@Nullable Place source(String module, int line, int column) {
    return map(module).map(map -> map.lookup(line, column)).orElse(null);
  }

  private List<Frame> frames(String stack) {
    var frames = new ArrayList<Frame>();
    for (String line : stack.split("\n", -1)) {
      Matcher matcher = FRAME.matcher(line);
      if (matcher.matches()) {
        frames.add(frame(matcher));
      }
    }
    return frames;
  }

  private Frame frame(Matcher matcher) {
    String function = matcher.group(1) == null ? "<anonymous>" : matcher.group(1);
    String module = matcher.group(2);
    int line = Integer.parseInt(matcher.group(3)) - 1;
    int column = Integer.parseInt(matcher.group(4)) - 1;
    SourceMap.Place place = source(module, line, column);
    String file = place == null ? "../convex/" + module : relativeToRoot(module, place.source());
    int shownLine = (place == null ? line : place.line()) + 1;
    int shownColumn = (place == null ? column : place.column()) + 1;
    return new Frame(
        "    at %s (%s:%d:%d)".formatted(function, file, shownLine, shownColumn),
        module.startsWith("_system/") || file.contains("node_modules/convex/"));
  }

  /// Map sources are relative to their module; frames are relative to where a root module is.
  private static String relativeToRoot(String module, String source) {
    String relative = source;
    long depth = module.chars().filter(c -> c == '/').count();
    for (long i = 0; i < depth && relative.startsWith("../"); i++) {
      relative = relative.substring(3);
    }
    return relative;
  }

  /// Without the frames of library and runtime at both ends.
  private static List<Frame> trimmed(List<Frame> frames) {
    Predicate<Frame> isUsers = frame -> !frame.isHarness();
    List<Frame> fromUser = frames.stream().dropWhile(Frame::isHarness).toList();
    return fromUser.reversed().stream().dropWhile(isUsers.negate()).toList().reversed();
  }

  private Optional<SourceMap> map(String path) {
    return maps.computeIfAbsent(
        path,
        _ -> Optional.ofNullable(modules.get(path)).map(Module::sourceMap).map(SourceMap::parse));
  }

  private record Frame(String text, boolean isHarness) {}
}
