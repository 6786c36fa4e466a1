package dev.jensen.functions;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a method an action: it runs outside of transactions, once, and may do anything: call other
/// systems, wait, call queries and mutations.
///
/// The first parameter is a [ActionContext]. The others are the arguments, by their names: compile
/// with `-parameters`, or take them as one record with [Arguments].
///
/// {@snippet file="dev/jensen/testing/FunctionsSnippetsTest.java" region="action"}
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Action {}
