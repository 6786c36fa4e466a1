package dev.jensen.cli.codegen;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.jensen.value.Validator;
import dev.jensen.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/// Java types for validators, with the classes that they need declared in one class of a module.
///
/// `dev.jensen.mapping.Values` says which types stand for which values. Objects become records,
/// unions of texts enums, unions of objects that a text tells apart sealed interfaces; what has no
/// such form becomes [Use#anything()].
final class Types {

  private static final String MAPPING = "dev.jensen.mapping";
  private static final ClassName LIST = ClassName.get(List.class);
  private static final ClassName MAP = ClassName.get(Map.class);
  private static final ClassName TEXT = ClassName.get(String.class);

  /// A record's constructor takes 255 words, of which numbers need two and the record one.
  private static final int COMPONENTS_MAX = 127;

  private static final int CONSTANTS_MAX = 1_000;
  private static final int MARK_CHARACTERS_MAX = 100;

  private final Nest module;
  private final Use use;
  private final Map<Validator.Obj, TypeName> documents = new HashMap<>();
  private final Map<TypeName, List<ParameterSpec>> records = new HashMap<>();

  /// @param module the class in which types are declared
  Types(Nest module, Use use) {
    this.module = module;
    this.use = use;
  }

  /// The type for `validator`.
  ///
  /// @param name for a class that may be needed
  JavaType of(Validator validator, String name) {
    return of(validator, name, module);
  }

  /// The components of a record that was declared here; none of other types.
  List<ParameterSpec> components(TypeName type) {
    return records.getOrDefault(type, List.of());
  }

  private JavaType of(Validator validator, String name, Nest nest) {
    return switch (validator) {
      case Validator.Array v ->
          JavaType.of(ParameterizedTypeName.get(LIST, of(v.element(), name, nest).parameter()));
      case Validator.Dictionary v ->
          JavaType.of(ParameterizedTypeName.get(MAP, TEXT, of(v.values(), name, nest).parameter()));
      case Validator.Obj v -> JavaType.of(object(v, name, nest));
      case Validator.Union v -> union(v, name, nest);
      default -> {
        var scalar = scalar(validator);
        yield JavaType.of(scalar == null ? use.anything() : scalar);
      }
    };
  }

  private static @Nullable TypeName scalar(Validator validator) {
    return switch (validator) {
      case Validator.Null _ -> ClassName.get(Value.Null.class);
      case Validator.Float64 _ -> TypeName.DOUBLE;
      case Validator.Int64 _ -> TypeName.LONG;
      case Validator.CommitTs _ -> TypeName.LONG;
      case Validator.Bool _ -> TypeName.BOOLEAN;
      case Validator.Text _ -> TEXT;
      case Validator.Id _ -> TEXT;
      case Validator.Bytes _ -> TypeName.get(byte[].class);
      case Validator.Literal(Value.Float64 _) -> TypeName.DOUBLE;
      case Validator.Literal(Value.Int64 _) -> TypeName.LONG;
      case Validator.Literal(Value.Bool _) -> TypeName.BOOLEAN;
      case Validator.Literal _ -> TEXT;
      default -> null;
    };
  }

  private TypeName object(Validator.Obj object, String name, Nest nest) {
    var table = use == Use.RESULT ? table(object) : null;
    if (table == null) {
      return record(object.fields(), name, nest, null);
    }
    // Documents of a table look the same wherever a module returns them.
    var known = documents.get(object);
    if (known == null) {
      known = record(object.fields(), Names.type(table) + "Doc", module, null);
      documents.put(object, known);
    }
    return known;
  }

  /// The table whose documents `object` describes, null if it is none.
  private static @Nullable String table(Validator.Obj object) {
    return object.fields().containsKey("_creationTime")
            && object.fields().get("_id") instanceof Validator.Field(Validator.Id id, var _)
        ? id.tableName()
        : null;
  }

  /// @param around the union that the record is a case of, if it is one
  private TypeName record(
      SequencedMap<String, Validator.Field> fields,
      String wanted,
      Nest nest,
      @Nullable UnionMark around) {
    if (fields.size() > COMPONENTS_MAX || !nest.hasRoomFor(wanted)) {
      return use.anything();
    }
    var name = nest.claim(wanted);
    var spec = TypeSpec.recordBuilder(name).addModifiers(Modifier.PUBLIC);
    if (around != null) {
      // Which goes without saying in an interface.
      spec.addModifiers(Modifier.STATIC);
      spec.addSuperinterface(around.union()).addAnnotation(unionCase(around.text()));
    }
    var inside = new Nest(name, spec, nest.names().within());
    var components = new ArrayList<ParameterSpec>();
    var names = Names.ofMembers();
    fields.forEach((field, content) -> {
      var type = of(content.validator(), Names.type(field), inside);
      var component = component(field, type.component(content.optional()), names);
      components.add(component);
      if (content.validator() instanceof Validator.Id id) {
        spec.addJavadoc(
            "@param $L id of a document in {@code $L}\n", component.name(), id.tableName());
      }
    });
    var constructor = MethodSpec.constructorBuilder().addParameters(components).build();
    nest.spec().addType(spec.recordConstructor(constructor).build());
    records.put(name, components);
    return name;
  }

  /// What marks a case of a union.
  private record UnionMark(ClassName union, String text) {}

  private static ParameterSpec component(String field, TypeName type, Names names) {
    var name = names.claim(Names.member(field));
    var component = ParameterSpec.builder(type, name);
    if (!name.equals(field)) {
      component.addAnnotation(annotation("FieldName", field));
    }
    return component.build();
  }

  private static AnnotationSpec annotation(String name, String value) {
    return AnnotationSpec.builder(ClassName.get(MAPPING, name))
        .addMember("value", Literals.text(value))
        .build();
  }

  private static AnnotationSpec unionCase(String text) {
    return annotation("UnionCase", text);
  }

  private JavaType union(Validator.Union union, String name, Nest nest) {
    var members = new LinkedHashSet<Validator>();
    flatten(union, members);
    boolean isNullable = members.remove(new Validator.Null());
    if (members.isEmpty()) {
      return JavaType.of(isNullable ? ClassName.get(Value.Null.class) : use.anything());
    }
    if (members.size() == 1) {
      return of(members.getFirst(), name, nest).orNull(isNullable);
    }
    var type = union(List.copyOf(members), name, nest);
    // Anything is null, too.
    return type == null ? JavaType.of(use.anything()) : JavaType.of(type).orNull(isNullable);
  }

  private static void flatten(Validator.Union union, SequencedSet<Validator> members) {
    for (var member : union.members()) {
      if (member instanceof Validator.Union inner) {
        flatten(inner, members);
      } else {
        members.add(member);
      }
    }
  }

  private @Nullable TypeName union(List<Validator> members, String name, Nest nest) {
    if (!nest.hasRoomFor(name)) {
      return null;
    }
    if (members.size() <= CONSTANTS_MAX && members.stream().allMatch(m -> mark(m) != null)) {
      return constants(members, name, nest);
    }
    var scalar = scalar(members.getFirst());
    if (scalar != null && members.stream().allMatch(member -> scalar.equals(scalar(member)))) {
      return scalar;
    }
    var field = discriminator(members);
    return field == null ? null : cases(members, field, name, nest);
  }

  private static @Nullable String mark(Validator validator) {
    return validator instanceof Validator.Literal(Value.Text text)
            && text.value().length() <= MARK_CHARACTERS_MAX
        ? text.value()
        : null;
  }

  private static TypeName constants(List<Validator> members, String wanted, Nest nest) {
    var name = nest.claim(wanted);
    var spec = TypeSpec.enumBuilder(name).addModifiers(Modifier.PUBLIC);
    var names = Names.ofMembers();
    for (var member : members) {
      var text = String.valueOf(mark(member));
      spec.addEnumConstant(
          names.claim(Names.constant(text)),
          TypeSpec.anonymousClassBuilder("").addAnnotation(unionCase(text)).build());
    }
    nest.spec().addType(spec.build());
    return name;
  }

  /// The field whose text tells `members` apart, null if there is none or they are no objects.
  private static @Nullable String discriminator(List<Validator> members) {
    return members.getFirst() instanceof Validator.Obj first
        ? first.fields().keySet().stream()
            .filter(field -> marks(members, field).size() == members.size())
            .findFirst()
            .orElse(null)
        : null;
  }

  /// The objects by the text in `field`, without those that have none there.
  private static SequencedMap<String, Validator.Obj> marks(List<Validator> members, String field) {
    var marks = new TreeMap<String, Validator.Obj>();
    for (var member : members) {
      if (member instanceof Validator.Obj object
          && object.fields().get(field) instanceof Validator.Field(var content, boolean optional)
          && !optional) {
        var text = mark(content);
        if (text != null) {
          marks.put(text, object);
        }
      }
    }
    return marks;
  }

  private @Nullable TypeName cases(
      List<Validator> members, String field, String wanted, Nest nest) {
    var objects = marks(members, field);
    boolean isRoomy =
        objects.entrySet().stream()
            .allMatch(each ->
                each.getValue().fields().size() <= COMPONENTS_MAX
                    && nest.hasRoomFor(wanted + "$" + Names.type(each.getKey())));
    if (!isRoomy) {
      return null;
    }
    var name = nest.claim(wanted);
    var spec =
        TypeSpec.interfaceBuilder(name)
            .addModifiers(Modifier.PUBLIC, Modifier.SEALED)
            .addAnnotation(annotation("Union", field));
    var inside = new Nest(name, spec, nest.names().within());
    objects.forEach((text, object) -> {
      var fields = new TreeMap<>(object.fields());
      fields.remove(field);
      record(fields, Names.type(text), inside, new UnionMark(name, text));
    });
    nest.spec().addType(spec.build());
    return name;
  }
}
