using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Grants.Portal.Components;

/// <summary>Renders its content one step later than its siblings, so that a table knows its columns by then.</summary>
public sealed class AfterColumns : ComponentBase
{
    /// <summary>The table itself.</summary>
    [Parameter] public RenderFragment? ChildContent { get; set; }

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, ChildContent);
}
