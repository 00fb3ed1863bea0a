using Microsoft.AspNetCore.Components;

namespace Grants.Portal;

/// <summary>What all form fields share: label, hint, error, and the ids that tie them together for assistive technology.</summary>
public abstract class FieldBase : ComponentBase
{
    /// <summary>The form field's name, as the handler binds it.</summary>
    [Parameter, EditorRequired] public string Name { get; set; } = "";

    /// <summary>The question, in plain words.</summary>
    [Parameter, EditorRequired] public string Label { get; set; } = "";

    /// <summary>One sentence that helps to answer.</summary>
    [Parameter] public string? Hint { get; set; }

    /// <summary>Adds "(optional)" to the label. Everything else must be answered.</summary>
    [Parameter] public bool Optional { get; set; }

    /// <summary>The errors of the page that this field stands on.</summary>
    [CascadingParameter] public FieldErrors? Errors { get; set; }

    /// <summary>This field's error, or null.</summary>
    protected string? Error => Errors?[Name];

    /// <summary>The id of the first control.</summary>
    protected string Id => FieldError.IdOf(Name);

    /// <summary>The id of the hint.</summary>
    protected string HintId => Id + "-hint";

    /// <summary>The id of the error message.</summary>
    protected string ErrorId => Id + "-error";

    /// <summary>The label with what is optional marked.</summary>
    protected string FullLabel => Optional ? T($"{Label} (optional)") : Label;

    /// <summary>The class list of the field's wrapper.</summary>
    protected string GroupClass => Error is null ? "govuk-form-group" : "govuk-form-group govuk-form-group--error";

    /// <inheritdoc/>
    protected override void OnInitialized() => Errors?.Show(Name);

    /// <summary>The ids that describe the control, or null when there are none.</summary>
    /// <param name="more">Further ids, for example of a character count.</param>
    protected string? DescribedBy(params ReadOnlySpan<string?> more)
    {
        List<string> ids = [];
        if (Hint is not null) ids.Add(HintId);
        if (Error is not null) ids.Add(ErrorId);
        foreach (string? id in more)
        {
            if (id is not null) ids.Add(id);
        }

        return ids.Count == 0 ? null : string.Join(' ', ids);
    }

    /// <summary>A class list with an error's modifier when there is one.</summary>
    protected string WithError(string classes, string modifier) => Error is null ? classes : $"{classes} {modifier}";
}
