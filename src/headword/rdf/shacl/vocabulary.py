"""The terms of the SHACL vocabulary."""

TERMS: frozenset[str] = frozenset(
    """
    Shape NodeShape PropertyShape Severity Info Violation Warning IRI BlankNode Literal BlankNodeOrIRI
    BlankNodeOrLiteral IRIOrLiteral ConstraintComponent Parameterizable Parameter PropertyGroup Validator
    ValidationReport ValidationResult AbstractResult ResultAnnotation SPARQLExecutable SPARQLAskExecutable
    SPARQLSelectExecutable SPARQLConstructExecutable SPARQLUpdateExecutable SPARQLAskValidator
    SPARQLSelectValidator SPARQLConstraint SPARQLTarget SPARQLTargetType SPARQLFunction SPARQLRule
    PrefixDeclaration Function JSFunction Rule TripleRule Target TargetType targetClass targetNode
    targetObjectsOf targetSubjectsOf target deactivated message severity property path alternativePath
    inversePath oneOrMorePath zeroOrMorePath zeroOrOnePath class datatype nodeKind minCount maxCount
    minExclusive minInclusive maxExclusive maxInclusive minLength maxLength pattern flags languageIn uniqueLang
    equals disjoint lessThan lessThanOrEquals not and or xone node qualifiedValueShape qualifiedMinCount
    qualifiedMaxCount qualifiedValueShapesDisjoint closed ignoredProperties hasValue in name description order
    group defaultValue sparql select ask construct update prefixes declare prefix namespace validator
    nodeValidator propertyValidator parameter optional labelTemplate shapesGraph suggestedShapesGraph entailment
    nodes union intersection filterShape expression rule condition subject predicate object returnType
    resultAnnotation annotationProperty annotationValue annotationVarName
    """.split()  # noqa: SIM905 - a list of two hundred words is read as text
)
