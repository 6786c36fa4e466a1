package dev.jensen.cli.codegen;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jensen.value.Validator;
import dev.jensen.value.Value;
import dev.jensen.value.ValueGenerator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Random functions with validators of every kind, and values that match these.
///
/// Names are the ones that could get in the way of Java's.
final class ApiGenerator {

  private static final List<String> MODULES =
      List.of(
          "messages",
          "string",
          "Object",
          "list",
          "my-module",
          "my_module",
          "new/delete",
          "new/New",
          "map/record",
          "3d",
          "optional");

  private static final List<String> FUNCTIONS =
      List.of(
          "list",
          "send",
          "default",
          "new",
          "toString",
          "getClass",
          "wait",
          "_",
          "a1",
          "LIST",
          "list2",
          "string",
          "value",
          "map",
          "messages");

  private static final List<String> FIELDS =
      List.of(
          "name",
          "class",
          "list",
          "List",
          "map",
          "string",
          "String",
          "optional",
          "toString",
          "hashCode",
          "value",
          "arguments",
          "type",
          "kind",
          "object",
          "_id",
          "_creationTime",
          "x_1",
          "union",
          "sendArgs",
          "messages",
          "messagesDoc",
          "record",
          "var",
          "yield",
          "A_b",
          "aB");

  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "A",
          "in-progress",
          "inProgress",
          "class",
          "\"quoted\"\\",
          "\u2028*/",
          "ünï",
          "$",
          "1",
          "list",
          "a\nb",
          "\\u0022");

  private final RandomGenerator random;
  private final ValueGenerator values;

  ApiGenerator(RandomGenerator random) {
    this.random = random;
    this.values = new ValueGenerator(random);
  }

  private String one(List<String> names) {
    return names.get(random.nextInt(names.size()));
  }

  /// Some functions, by their path.
  Map<String, ApiFunction> functions() {
    var functions = new TreeMap<String, ApiFunction>();
    for (int i = random.nextInt(1, 12); i > 0; i--) {
      var kind = one(List.of("Query", "Mutation", "Action"));
      boolean isPublic = random.nextInt(4) > 0;
      var arguments =
          switch (random.nextInt(8)) {
            case 0 -> new Validator.Any();
            case 1 -> cases(4);
            default -> object(4);
          };
      var function =
          new ApiFunction(one(MODULES), one(FUNCTIONS), kind, isPublic, arguments, validator(4));
      functions.put(function.path(), function);
    }
    return functions;
  }

  /// What a deployment says of `functions`.
  Value description(Iterable<ApiFunction> functions) {
    var described = new ArrayList<Value>();
    for (var function : functions) {
      described.add(
          Value.Obj.of(
              Map.of(
                  "identifier",
                  new Value.Text(function.module() + ".js:" + function.name()),
                  "functionType",
                  new Value.Text(function.kind()),
                  "visibility",
                  Value.Obj.of(
                      Map.of("kind", new Value.Text(function.isPublic() ? "public" : "internal"))),
                  "args",
                  function.arguments().toValue(),
                  "returns",
                  function.result().toValue())));
    }
    described.add(
        Value.Obj.of(
            Map.of(
                "functionType",
                new Value.Text("HttpAction"),
                "method",
                new Value.Text("GET"),
                "path",
                new Value.Text("/x"))));
    return new Value.Array(described);
  }

  private Validator validator(int nesting) {
    return switch (random.nextInt(nesting == 0 ? 10 : 16)) {
      case 0 -> new Validator.Any();
      case 1 -> new Validator.Null();
      case 2 -> new Validator.Float64();
      case 3 -> new Validator.Int64();
      case 4 -> new Validator.CommitTs();
      case 5 -> new Validator.Bool();
      case 6 -> new Validator.Text();
      case 7 -> new Validator.Bytes();
      case 8 -> new Validator.Literal(literal());
      case 9 -> new Validator.Id("messages");
      case 10 -> new Validator.Array(validator(nesting - 1));
      case 11 -> new Validator.Dictionary(new Validator.Text(), validator(nesting - 1));
      case 12 -> cases(nesting);
      case 13 -> union(nesting);
      default -> object(nesting);
    };
  }

  private Value literal() {
    return switch (random.nextInt(6)) {
      case 0 -> values.int64();
      case 1 -> new Value.Float64(random.nextInt(9));
      case 2 -> new Value.Bool(random.nextBoolean());
      default -> new Value.Text(one(TEXTS));
    };
  }

  private Validator union(int nesting) {
    var members = new ArrayList<Validator>();
    boolean isOfTexts = random.nextBoolean();
    for (int i = random.nextInt(5); i > 0; i--) {
      members.add(
          isOfTexts
              ? new Validator.Literal(new Value.Text(one(TEXTS)))
              : validator(random.nextInt(nesting)));
    }
    if (random.nextInt(3) == 0) {
      members.add(new Validator.Null());
    }
    return new Validator.Union(members);
  }

  /// Objects that mostly have a text of their own in one field.
  private Validator cases(int nesting) {
    var members = new ArrayList<Validator>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      var fields = new TreeMap<>(object(nesting - 1).fields());
      var mark = new Validator.Literal(new Value.Text(one(TEXTS)));
      fields.put("kind", new Validator.Field(mark, random.nextInt(20) == 0));
      members.add(Validator.Obj.of(fields));
    }
    return new Validator.Union(members);
  }

  private Validator.Obj object(int nesting) {
    var fields = new TreeMap<String, Validator.Field>();
    int count = random.nextInt(50) == 0 ? 140 : random.nextInt(5);
    for (int i = count; i > 0; i--) {
      var name = i > FIELDS.size() ? "field" + i : one(FIELDS);
      var content = validator(count > 5 ? 0 : Math.max(0, nesting - 1));
      fields.put(name, new Validator.Field(content, random.nextInt(3) == 0));
    }
    return Validator.Obj.of(fields);
  }

  /// A value that matches `validator`, which some must.
  Value matching(Validator validator) {
    return switch (validator) {
      case Validator.Any _ -> values.value(2);
      case Validator.Null _ -> new Value.Null();
      case Validator.Float64 _ -> values.float64();
      case Validator.Int64 _ -> values.int64();
      case Validator.CommitTs _ -> values.int64();
      case Validator.Bool _ -> new Value.Bool(random.nextBoolean());
      case Validator.Text _ -> new Value.Text(values.text());
      case Validator.Id _ -> new Value.Text(values.text());
      case Validator.Bytes _ -> new Value.Bytes(values.text().getBytes(UTF_8));
      case Validator.Literal literal -> literal.value();
      case Validator.Array array -> {
        var items = new ArrayList<Value>();
        for (int i = count(array.element()); i > 0; i--) {
          items.add(matching(array.element()));
        }
        yield new Value.Array(items);
      }
      case Validator.Dictionary dictionary -> {
        var fields = new LinkedHashMap<String, Value>();
        for (int i = count(dictionary.values()); i > 0; i--) {
          fields.put("key-" + i, matching(dictionary.values()));
        }
        yield Value.Obj.of(fields);
      }
      case Validator.Union union -> {
        var members = union.members().stream().filter(ApiGenerator::isMatched).toList();
        yield matching(members.get(random.nextInt(members.size())));
      }
      case Validator.Obj object -> {
        var fields = new LinkedHashMap<String, Value>();
        object
            .fields()
            .forEach((name, field) -> {
              boolean isThere = random.nextBoolean() && isMatched(field.validator());
              if (!field.optional() || isThere) {
                fields.put(name, matching(field.validator()));
              }
            });
        yield Value.Obj.of(fields);
      }
    };
  }

  private int count(Validator element) {
    return isMatched(element) ? random.nextInt(3) : 0;
  }

  /// Whether any value matches: a union without members has none.
  static boolean isMatched(Validator validator) {
    return switch (validator) {
      case Validator.Union(var members) -> members.stream().anyMatch(ApiGenerator::isMatched);
      case Validator.Obj object ->
          object.fields().values().stream()
              .allMatch(field -> field.optional() || isMatched(field.validator()));
      default -> true;
    };
  }
}
