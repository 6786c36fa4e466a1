package dev.jensen.cli.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.jensen.value.Validator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.NullMarked;

/// The class for one module: a method per function that makes a call of it, and the records and
/// enums in its arguments and results.
final class ModuleClass {

  private static final ClassName RESULT_TYPE = ClassName.get("dev.jensen.mapping", "ResultType");

  private final TypeSpec.Builder spec;
  private final Types arguments;
  private final Types results;
  private final Names methods = Names.ofMembers();
  private final Names constants = Names.ofMembers();

  ModuleClass(String packageName, String className) {
    var name = ClassName.get(packageName, className);
    this.spec = TypeSpec.classBuilder(name).addModifiers(Modifier.PUBLIC, Modifier.FINAL);
    var names = Names.ofTypes();
    names.claim(className);
    var nest = new Nest(name, spec, names);
    this.arguments = new Types(nest, Use.ARGUMENT);
    this.results = new Types(nest, Use.RESULT);
  }

  /// The class with calls of `functions`, at least one, all of one module.
  TypeSpec of(List<ApiFunction> functions) {
    spec.addJavadoc("Calls of the functions in {@code $L}.\n", text(functions.getFirst().module()))
        .addAnnotation(NullMarked.class)
        .addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).build());
    functions.forEach(this::add);
    return spec.build();
  }

  private void add(ApiFunction function) {
    var name = methods.claim(Names.member(function.name()));
    var typeName = Names.type(function.name());
    var result = results.of(function.result(), typeName + "Result").parameter();
    var call = new Call(function, name, result, resultType(name, result));
    if (function.arguments() instanceof Validator.Obj object && object.fields().isEmpty()) {
      spec.addMethod(call.with(CodeBlock.of("$T.of()", Map.class)).build());
      return;
    }
    var type = arguments.of(function.arguments(), typeName + "Args").name();
    spec.addMethod(call.with(CodeBlock.of("arguments")).addParameter(type, "arguments").build());
    var components = arguments.components(type);
    // More of them could be mixed up when one gets another name: their order is that of the names.
    if (components.size() == 1) {
      var only = components.getFirst();
      spec.addMethod(
          call.with(CodeBlock.of("new $T($N)", type, only.name()))
              .addParameter(only.type(), only.name())
              .build());
    }
  }

  /// A constant if the type has type parameters, which no class literal can say.
  private CodeBlock resultType(String name, TypeName result) {
    if (result instanceof ClassName) {
      return CodeBlock.of("$T.of($T.class)", RESULT_TYPE, result);
    }
    var type = ParameterizedTypeName.get(RESULT_TYPE, result);
    var constant = constants.claim(Names.constant(name) + "_RESULT");
    spec.addField(
        FieldSpec.builder(type, constant, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
            .initializer("new $T() {}", type)
            .build());
    return CodeBlock.of("$N", constant);
  }

  private record Call(ApiFunction function, String name, TypeName result, CodeBlock resultType) {

    /// A method that makes the call, still without parameters.
    MethodSpec.Builder with(CodeBlock arguments) {
      var type = ClassName.get("dev.jensen.client", function.kind() + "Call");
      return MethodSpec.methodBuilder(name)
          .addJavadoc("Calls the $L {@code $L}.\n", kind(), text(function.path()))
          .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
          .returns(ParameterizedTypeName.get(type, result))
          .addStatement(
              "return new $T<>($L, $L, $L)",
              type,
              Literals.text(function.path()),
              arguments,
              resultType);
    }

    private String kind() {
      return (function.isPublic() ? "" : "internal ") + function.kind().toLowerCase(Locale.ROOT);
    }
  }

  /// Without what could end a comment or mean something in it.
  private static String text(String path) {
    return path.replaceAll("[^A-Za-z0-9_/:.-]", "_");
  }
}
