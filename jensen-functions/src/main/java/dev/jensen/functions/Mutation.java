package dev.jensen.functions;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a method a mutation: it reads and writes documents in one transaction. It may run again
/// when another one changed what it read, so it must do nothing that cannot be undone.
///
/// The first parameter is a [MutationContext]. The others are the arguments, by their names:
/// compile with `-parameters`, or take them as one record with [Arguments].
///
/// {@snippet file="dev/jensen/testing/FunctionsSnippetsTest.java" region="mutation"}
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Mutation {}
