package dev.jensen.backend.deployment;

import dev.jensen.backend.model.AuthProvider;
import dev.jensen.backend.model.CronJobs;
import dev.jensen.backend.model.DeployedModule;
import dev.jensen.backend.model.Module;
import dev.jensen.backend.model.Modules;
import dev.jensen.backend.model.Schema;
import dev.jensen.backend.model.StoredSchema;
import dev.jensen.backend.model.UdfConfig;
import dev.jensen.backend.transaction.Transaction;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a push changes, as the answer to finishing it says (`spec/deploy-api.md` §5.8).
final class PushDiff {

  private static final JsonMapper JSON = JsonMapper.shared();

  private PushDiff() {}

  /// @param transaction shows the state before the push
  static ObjectNode of(EvaluatedPush push, Transaction transaction) {
    var modules = Modules.list(transaction);
    var active = StoredSchema.active(transaction);
    var schema = active == null ? null : active.schema();
    var json = JSON.createObjectNode();
    json.set(
        "authDiff",
        addedAndRemoved(
            AuthProvider.load(transaction).stream().map(PushDiff::text).toList(),
            push.authProviders().stream().map(PushDiff::text).toList()));
    json.putObject("definitionDiffs").putObject("");
    var root = json.putObject("componentDiffs").putObject("");
    root.putObject("diffType").put("type", "modify");
    root.set(
        "moduleDiff",
        addedAndRemoved(
            userPaths(modules.stream().map(DeployedModule::path)),
            userPaths(push.modules().stream().map(Module::path))));
    root.set("udfConfigDiff", udfConfig(UdfConfig.load(transaction), push.udfConfig()));
    root.set("cronDiff", crons(CronJobs.specs(transaction), CronSpecs.texts(push.wholeAnalysis())));
    root.set("indexDiff", IndexJson.write(IndexDiff.between(schema, push.schema())));
    root.set("schemaDiff", schema(schema, push.schema()));
    return json;
  }

  private static String text(AuthProvider provider) {
    return JSON.writeValueAsString(AuthJson.write(provider));
  }

  private static List<String> userPaths(Stream<String> paths) {
    return paths.filter(path -> !path.startsWith("_deps/")).sorted().toList();
  }

  private static ObjectNode addedAndRemoved(Collection<String> before, Collection<String> after) {
    var json = JSON.createObjectNode();
    json.set("added", texts(after, entry -> !before.contains(entry)));
    json.set("removed", texts(before, entry -> !after.contains(entry)));
    return json;
  }

  private static JsonNode udfConfig(@Nullable UdfConfig before, UdfConfig after) {
    return before == null || before.serverVersion().equals(after.serverVersion())
        ? JSON.nullNode()
        : JSON.createObjectNode()
            .put("previous_version", before.serverVersion())
            .put("next_version", after.serverVersion());
  }

  private static ObjectNode crons(Map<String, String> before, Map<String, String> after) {
    var json = JSON.createObjectNode();
    json.set("added", texts(after.keySet(), name -> !before.containsKey(name)));
    json.set(
        "updated",
        texts(
            after.keySet(),
            name ->
                before.containsKey(name) && !Objects.equals(after.get(name), before.get(name))));
    json.set("deleted", texts(before.keySet(), name -> !after.containsKey(name)));
    return json;
  }

  private static JsonNode schema(@Nullable Schema before, @Nullable Schema after) {
    return Objects.equals(before, after)
        ? JSON.nullNode()
        : JSON.createObjectNode()
            .put("previous_schema", before == null ? null : before.json())
            .put("next_schema", after == null ? null : after.json());
  }

  private static ArrayNode texts(Collection<String> texts, Predicate<String> condition) {
    var json = JSON.createArrayNode();
    texts.stream().filter(condition).forEach(json::add);
    return json;
  }
}
